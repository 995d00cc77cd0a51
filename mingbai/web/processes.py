"""Keeps the processes of `mingbai serve` together: all run, or all stop."""

import ctypes
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from types import FrameType

RESTARTS = 3  # within WINDOW seconds; then something is wrong that a restart does not mend
WINDOW = 60.0
GRACE = 15.0


def die_with_parent() -> None:
    """On Linux a child is told to stop when its parent is gone, even when that was killed hard."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)  # 1 = PR_SET_PDEATHSIG


@dataclass
class Child:
    """One process of the tree and when it was started."""

    name: str
    command: list[str]
    process: subprocess.Popen[bytes] | None = None
    starts: list[float] = field(default_factory=list)

    def start(self) -> None:
        self.starts.append(time.monotonic())
        # A session of its own: Ctrl-C reaches only us, and we stop the children in order.
        self.process = subprocess.Popen(  # noqa: S603 -- our own commands
            self.command, start_new_session=True, preexec_fn=die_with_parent
        )

    def worn_out(self) -> bool:
        recent = [start for start in self.starts if time.monotonic() - start < WINDOW]
        return len(recent) > RESTARTS


class Tree:
    """Starts the children, restarts one that ends, and stops all on a signal."""

    def __init__(self, children: list[Child], say: Callable[[str], object]) -> None:
        self.children = children
        self.say = say
        self.stopping = False

    def run(self) -> int:
        """Until a signal comes (0) or a child keeps ending (1)."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        for child in self.children:
            child.start()
        code = 0
        while not self.stopping:
            time.sleep(0.2)
            code = self._look_after()
            if code:
                break
        self._end_all()
        return code

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self.stopping = True

    def _look_after(self) -> int:
        for child in self.children:
            ended = child.process.poll() if child.process else None
            if ended is None or self.stopping:
                continue
            if child.worn_out():
                self.say(f"{child.name}反复停止（退出码 {ended}），全部停下。请看上面的日志。")
                return 1
            self.say(f"{child.name}停了（退出码 {ended}），重新启动。")
            child.start()
        return 0

    def _end_all(self) -> None:
        running = [child.process for child in self.children if child.process and child.process.poll() is None]
        for process in running:
            process.terminate()
        deadline = time.monotonic() + GRACE
        for process in running:
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
