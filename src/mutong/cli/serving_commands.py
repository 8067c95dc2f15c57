"""Commands that start things: demo, serve, worker; and doctor, which looks whether all is well."""

import argparse
import os
import signal
import subprocess
import sys
import threading
import time

from mutong.cli.opening import ProgressLine, open_register

HOST = "127.0.0.1"
PORT = 8000
_THREADS = 8
_IDLE_SECONDS = 1.0


def add_commands(commands: argparse._SubParsersAction) -> None:
    """Add demo, serve, worker and doctor."""
    demo = commands.add_parser(
        "demo",
        help="make the sample world on first start, go once round, open the desk",
        epilog="Example: mutong demo --port 8001",
    )
    demo.add_argument("--host", default=HOST)
    demo.add_argument("--port", type=int, default=PORT)
    demo.add_argument("--seed", type=int, default=20220822, help="of the sample world")
    demo.add_argument("--no-serve", action="store_true", help="prepare only")
    demo.add_argument("--lang", choices=("zh", "en"))
    demo.set_defaults(run=run_demo)
    serve = commands.add_parser("serve", help="open the desk", epilog="Example: mutong serve --port 8000")
    serve.add_argument("--host", default=HOST)
    serve.add_argument("--port", type=int, default=PORT)
    serve.add_argument("--no-worker", action="store_true", help="another process does the background work")
    serve.set_defaults(run=run_serve)
    worker = commands.add_parser(
        "worker", help="do background work: imports, tracing, the nightly screen, the ladder"
    )
    worker.add_argument("--once", action="store_true", help="do what is waiting, then stop")
    worker.set_defaults(run=run_worker)
    doctor = commands.add_parser(
        "doctor", help="verify the audit chain, the stay store, the packs and the settings"
    )
    doctor.add_argument("--lang", choices=("zh", "en"))
    doctor.set_defaults(run=run_doctor)


def run_demo(options: argparse.Namespace) -> int:
    """Prepare the sample register (once), then serve it."""
    line = ProgressLine()
    started = time.monotonic()
    line.say("木桶 Mutong")
    open_register(migrate=True)
    from mutong.cli.sample import prepare_sample

    signs = prepare_sample(options.seed, say=line.say, show=line.show)
    line.say(f"  准备完毕 ready in {time.monotonic() - started:.1f} s")
    if options.no_serve:
        return 0
    address = f"http://{options.host}:{options.port}"
    print(f"\n  {address}\n")
    print("  样例登录 sample sign-ins (also in var/sample-sign-ins.csv):")
    for sign in signs:
        print(f"    {sign.username:<28} {sign.password:<16} {sign.post.zh} {sign.post.en}")
    print("\n  Ctrl-C 停止 stops", flush=True)
    return _serve(options.host, options.port, with_worker=True)


def run_serve(options: argparse.Namespace) -> int:
    """Open the desk on an existing register."""
    open_register(migrate=True)
    print(f"http://{options.host}:{options.port}", flush=True)
    return _serve(options.host, options.port, with_worker=not options.no_worker)


def _serve(host: str, port: int, *, with_worker: bool) -> int:
    from django.core.wsgi import get_wsgi_application
    from waitress.server import create_server

    try:
        server = create_server(get_wsgi_application(), host=host, port=port, threads=_THREADS, ident="mutong")
    except OSError as error:
        print(
            f"{host}:{port} 已被占用，请用 --port 换端口。 It is taken; choose another with --port. ({error})",
            file=sys.stderr,
        )
        return 2
    from mutong.workflows.quick_tracing import get_ready_to_trace

    # Beside serving: the first pages need not wait for a compiler.
    threading.Thread(target=get_ready_to_trace, daemon=True).start()
    worker = _start_worker() if with_worker else None

    def stop(_signal: int, _frame: object) -> None:
        raise KeyboardInterrupt

    # Started in the background of a script, a process begins with Ctrl-C switched off; it is switched on here.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    try:
        server.run()
    except KeyboardInterrupt:
        pass
    finally:
        server.close()
        if worker is not None:
            worker.terminate()
            worker.wait(timeout=30)
    print("已停止 stopped")
    return 0


def _start_worker() -> subprocess.Popen:
    # A group of its own: Ctrl-C reaches the desk first, which then ends the worker after its present task.
    return subprocess.Popen(
        [sys.executable, "-m", "mutong.cli.main", "worker"], env=os.environ.copy(), start_new_session=True
    )


def run_worker(options: argparse.Namespace) -> int:
    """Do the queue's tasks and what the clock brings, until told to stop."""
    open_register()
    from mutong.workflows.jobs import do_waiting_tasks, take_back_broken_tasks
    from mutong.workflows.quick_tracing import get_ready_to_trace
    from mutong.workflows.rounds import do_rounds
    from mutong.workflows.village_plans import leave_plans, put_back_waiting_plans

    stopping = threading.Event()

    def leave(*_: object) -> None:
        stopping.set()
        leave_plans()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, leave)
    parent = os.getppid()
    take_back_broken_tasks()
    put_back_waiting_plans()
    get_ready_to_trace()
    while not stopping.is_set():
        do_waiting_tasks()
        do_rounds()
        if options.once or os.getppid() != parent:
            break
        stopping.wait(_IDLE_SECONDS)
    return 0


def run_doctor(options: argparse.Namespace) -> int:
    """Print what is sound and what is not; 1 when something is not."""
    open_register()
    from mutong.workflows.checkup import check_all

    language = options.lang or "en"
    findings = check_all()
    for finding in findings:
        print(f"{'✓' if finding.sound else '✗'} {finding.words.say(language)}")
    return 0 if all(finding.sound for finding in findings) else 1
