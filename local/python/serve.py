"""Runs MiniStack for local/emulator/emulator.ts, and nobody else.

Three things that MiniStack's own command line does not do:

1. It ends with its parent. The parent holds the other end of stdin; when that closes, however the
   parent ended, this process saves its state and leaves, and takes its Lambda workers with it.
2. It keeps DynamoDB stream records over a restart. MiniStack 1.5.33 saves how far each event
   source mapping has read but not the records it counts, so that after a restart every mapping
   would wait for as many new records as it had already read, and skip them.
3. It tells a clean end from a crash: `in-use.json` lies in the state folder while it runs, and
   stays there if the state on disk is not whole.
"""

import copy
import json
import logging
import os
import signal
import sys
import threading

# MiniStack saves in well under a second; what hangs longer is killed.
SAVE_GRACE_SECONDS = 10.0

state_folder = sys.argv[1]
in_use_file = os.path.join(state_folder, "in-use.json")
# start_new_session of the parent made this process the leader of a group of its own.
leads_its_group = os.getpgrp() == os.getpid()


class FailedSaves(logging.Handler):
    """Counts the services whose state MiniStack could not write: it only logs them."""

    def __init__(self):
        super().__init__(level=logging.ERROR)
        self.count = 0

    def emit(self, record):
        self.count += 1


def end_with_parent():
    """Blocks until stdin closes, then ends this process, gently first."""
    while os.read(0, 4096):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
    threading.Event().wait(SAVE_GRACE_SECONDS)
    if leads_its_group:
        os.killpg(os.getpgrp(), signal.SIGKILL)
    os._exit(1)


def keep_stream_records():
    """Adds the stream records to what the DynamoDB service saves and restores."""
    from ministack.services import dynamodb

    stores = {"stream_records": "_stream_records", "stream_trimmed": "_stream_trimmed"}
    get_state, load_state = dynamodb.get_state, dynamodb.load_persisted_state

    def get_state_with_streams():
        state = get_state()
        for key, attribute in stores.items():
            state[key] = copy.deepcopy(getattr(dynamodb, attribute))
        return state

    def load_state_with_streams(data):
        load_state(data)
        for key, attribute in stores.items():
            if data and key in data:
                getattr(dynamodb, attribute).update(data[key])

    dynamodb.get_state = get_state_with_streams
    dynamodb.load_persisted_state = load_state_with_streams


def end_workers():
    """Ends the Lambda workers and what they started; this process survives its own signal."""
    if leads_its_group:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        os.killpg(os.getpgrp(), signal.SIGTERM)


def main():
    with open(in_use_file, "w", encoding="utf-8") as file:
        json.dump({"pid": os.getpid(), "port": int(os.environ["GATEWAY_PORT"])}, file)
    failed_saves = FailedSaves()
    logging.getLogger("persistence").addHandler(failed_saves)
    threading.Thread(target=end_with_parent, daemon=True, name="end-with-parent").start()
    keep_stream_records()
    # MiniStack parses the command line itself, and knows nothing of ours.
    sys.argv = ["ministack"]
    from ministack.app import main as serve

    try:
        serve()
    finally:
        end_workers()
        if failed_saves.count == 0:
            os.remove(in_use_file)


main()
