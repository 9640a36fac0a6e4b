"""Reads a run's W&B store and TensorBoard events with the official packages and compares them with metrics.jsonl.

    check_tracking.py OUTPUT_DIR

OUTPUT_DIR is the output folder of a training run. The store is sent with `wandb sync` to a server that this script runs on
the loopback interface; nothing leaves the machine. Prints one line per check; the exit status is 1 when one of them failed.
"""

import argparse
import json
import math
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

SYNC_SECONDS = 120
STORE_OWN_KEYS = {"_step", "_timestamp", "_runtime"}


class Server(ThreadingHTTPServer):
    """As much of a W&B server as `wandb sync` needs, remembering what it is sent."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.lines, self.files, self.end, self.config, self.bucket = {}, {}, {}, {}, {}

    @property
    def address(self):
        return f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def answer(self, value):
        body = json.dumps(value).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def body(self):
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))

    def do_PUT(self):
        self.server.files[self.path.removeprefix("/put/")] = self.body()
        self.answer({})

    def do_POST(self):
        body = json.loads(self.body() or b"{}")
        if self.path.endswith("/file_stream"):
            self.stream(body)
            self.answer({})
        else:
            self.answer({"data": self.graphql(body.get("query", ""), body.get("variables") or {})})

    def stream(self, body):
        for name, part in (body.get("files") or {}).items():
            for number, line in enumerate(part["content"], part["offset"]):
                self.server.lines.setdefault(name, {})[number] = json.loads(line)
        if body.get("complete"):
            self.server.end = body

    def graphql(self, query, variables):
        if "upsertBucket" in query:
            self.server.bucket = variables
            self.server.config = json.loads(variables.get("config") or "{}") or self.server.config
            project = {"name": variables.get("project") or "none", "entity": {"name": "team", "id": "e"}, "id": "p"}
            bucket = {"id": "b", "name": variables.get("name"), "displayName": variables.get("displayName"),
                      "project": project, "historyLineCount": 0, "config": "{}", "sweepName": None, "description": None}
            return {"upsertBucket": {"bucket": bucket, "inserted": True}}
        if "createRunFiles" in query:
            address = f"http://127.0.0.1:{self.server.server_port}/put/"
            return {"createRunFiles": {"runID": "b", "uploadHeaders": [],
                                       "files": [{"name": n, "uploadUrl": address + n} for n in variables["files"]]}}
        if "viewer" in query:
            return {"viewer": {"id": "v", "entity": "team", "username": "user", "email": "", "admin": False,
                               "flags": "{}", "teams": {"edges": []}}}
        return {}


class Report:
    """Prints one line per check and remembers which failed."""

    def __init__(self):
        self.failed = []

    def check(self, name, passed, detail=""):
        print(f"{'ok  ' if passed else 'FAIL'} {name}" + (f": {detail}" if detail else ""), flush=True)
        if not passed:
            self.failed.append(name)
        return passed


def same(stored, ours):
    """Whether a value of W&B is the one of metrics.jsonl: numbers as numbers, NaN and infinities as texts in both."""
    if isinstance(ours, float) and isinstance(stored, (int, float)):
        return math.isclose(stored, ours, rel_tol=1e-12)
    return stored == ours


def scalars(row):
    return {key: value for key, value in row.items() if key != "step" and not isinstance(value, list)}


def check_wandb(report, folder, metrics):
    run = json.loads((folder / "wandb.json").read_text(encoding="utf-8"))
    server = Server()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with tempfile.TemporaryDirectory() as home:
        copy = Path(home, Path(run["folder"]).name)
        shutil.copytree(folder / run["folder"], copy)  # a sync leaves marks in the folder
        environment = dict(os.environ, HOME=home, WANDB_BASE_URL=server.address, WANDB_API_KEY="0" * 40,
                           WANDB_ERROR_REPORTING="false", WANDB__DISABLE_STATS="true")
        environment.pop("WANDB_MODE", None)
        done = subprocess.run([str(Path(sys.executable).with_name("wandb")), "sync", str(copy)], env=environment,
                              cwd=home, timeout=SYNC_SECONDS, capture_output=True, text=True, check=False)
    output = re.sub(r"\s+", " ", done.stdout + done.stderr)
    report.check("wandb sync", done.returncode == 0, output[-300:])
    rows = [row for _, row in sorted(server.lines.get("wandb-history.jsonl", {}).items())]
    report.check("steps", [row["_step"] for row in rows] == [row["step"] for row in metrics],
                 f"{len(rows)} rows, {len(metrics)} lines of metrics")
    wrong = [row["_step"] for row, ours in zip(rows, metrics)
             if any(key not in row or not same(row[key], value) for key, value in scalars(ours).items())
             or not STORE_OWN_KEYS <= row.keys()]
    report.check("values", not wrong, f"different at steps {wrong[:5]}" if wrong else "")
    summary = server.lines.get("wandb-summary.json", {}).get(0, {})
    last = scalars(metrics[-1])
    report.check("summary", all(same(summary.get(key), value) for key, value in last.items()), f"{len(summary)} keys")
    report.check("run", server.bucket.get("name") == run["id"], str(server.bucket.get("name")))
    ours = {key for key in server.config if key != "_wandb"}
    report.check("configuration", bool(ours), ", ".join(sorted(ours)))
    status = summary.get("status")
    report.check("end", server.end.get("exitcode") == (0 if status in ("completed", "stopped") else 1),
                 f"{status}, exit code {server.end.get('exitcode')}")
    images = {value["path"] for row in rows for value in row.values()
              if isinstance(value, dict) and value.get("_type") == "image-file"}
    report.check("images", images <= server.files.keys(), f"{len(images)} of {len(server.files)} uploaded files")


def check_tensorboard(report, folder, metrics):
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

    events = EventAccumulator(str(folder / "tensorboard"), size_guidance={"scalars": 0})
    events.Reload()
    for tag in sorted({key for row in metrics for key, value in scalars(row).items() if isinstance(value, (int, float))}):
        ours = {row["step"]: float(row[tag]) for row in metrics if tag in row}
        stored = {event.step: event.value for event in events.Scalars(tag)}
        wrong = [step for step, value in ours.items() if step not in stored
                 or not (math.isclose(stored[step], value, rel_tol=1e-6) or (math.isnan(value) and math.isnan(stored[step])))]
        report.check(f"tensorboard {tag}", not wrong and stored.keys() == ours.keys(),
                     f"different at steps {wrong[:5]}" if wrong else f"{len(stored)} steps")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("output", type=Path, help="output folder of a training run")
    folder = parser.parse_args().output
    metrics = [json.loads(line) for line in (folder / "metrics.jsonl").read_text(encoding="utf-8").splitlines()]
    report = Report()
    if (folder / "wandb.json").is_file():
        check_wandb(report, folder, metrics)
    if (folder / "tensorboard").is_dir():
        check_tensorboard(report, folder, metrics)
    print(f"FAILED: {', '.join(report.failed)}" if report.failed else "all checks passed")
    sys.exit(1 if report.failed else 0)


if __name__ == "__main__":
    main()
