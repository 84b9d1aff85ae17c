"""The part of GitHub's interface that comments need, on this machine."""
import json
import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

LIMIT = 65536  # characters of a comment


class CommentsServer:
    """Comments of pull request 7 of shop/backend; `requests` are those that changed something."""

    def __init__(self):
        self.comments = []
        self.requests = []
        self.refuse_with = None
        self._next = 1000
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    def close(self):
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def add(self, body, author="github-actions[bot]", kind="Bot", association="NONE"):
        self._next += 1
        self.comments.append({"id": self._next, "body": body, "author_association": association,
                              "user": {"login": author, "type": kind}})
        return self._next

    def bodies(self):
        return [comment["body"] for comment in self.comments]

    def answer(self, method, path, query, body, token):
        """Status and content of an answer."""
        if token != "Bearer the-token":
            return 401, {"message": "Bad credentials"}
        if self.refuse_with:
            return self.refuse_with, {"message": "Resource not accessible by integration"}
        if method != "GET":
            self.requests.append((method, path))
            if body and len(body["body"]) > LIMIT:
                return 422, {"message": "body is too long (maximum is 65536 characters)"}
        if path == "/repos/shop/backend/issues/7/comments":
            if method == "POST":
                self.add(body["body"])
                return 201, self.comments[-1]
            size, page = int(query["per_page"][0]), int(query["page"][0])
            return 200, self.comments[(page - 1) * size:page * size]
        match = re.fullmatch(r"/repos/shop/backend/issues/comments/(\d+)", path)
        own = [c for c in self.comments if match and c["id"] == int(match.group(1))]
        if not own:
            return 404, {"message": "Not Found"}
        if method == "DELETE":
            self.comments.remove(own[0])
            return 204, None
        own[0]["body"] = body["body"]
        return 200, own[0]

    def _handler(self):
        server = self

        class Handler(BaseHTTPRequestHandler):
            def _answer(self):
                length = int(self.headers.get("Content-Length") or 0)
                body = json.loads(self.rfile.read(length)) if length else None
                address = urlsplit(self.path)
                status, content = server.answer(self.command, address.path, parse_qs(address.query),
                                                body, self.headers.get("Authorization"))
                text = b"" if content is None else json.dumps(content).encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(text)))
                self.end_headers()
                self.wfile.write(text)

            do_GET = do_POST = do_PATCH = do_DELETE = _answer

            def log_message(self, *_):
                pass

        return Handler
