"""Forms of a published notice other than the web page: paper, Excel, QR. Pure: content in, bytes out, no database."""
