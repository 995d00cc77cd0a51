"""组织: units, bodies, people, posts and terms; what a post may do; the journal of acts."""
