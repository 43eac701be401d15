"""Starts localstripe for one test: on a free port of this machine alone, which it prints, and without a file.

It ends when its standard input does, so that a test that is killed leaves nothing behind.
"""

import os
import socket
import sys
import threading

from aiohttp import web
from localstripe import resources, server

resources.Store.dump_to_disk = lambda self: None


def end_with_the_test():
    sys.stdin.read()
    os._exit(0)


threading.Thread(target=end_with_the_test, daemon=True).start()
listening = socket.create_server(("127.0.0.1", 0))
print(listening.getsockname()[1], flush=True)
web.run_app(server.app, sock=listening, print=None, access_log=None)
