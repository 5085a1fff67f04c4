"""Stands for the module of the same name in the XGBoost image: the one class that inference code imports from it.

In the image a Response is a Flask response. What matters to a caller is kept: a mimetype of text gets a charset, a
Content-Type header given as such stays exactly as it is.
"""


def content_type_of(mimetype):
    """The header that Flask derives from a mimetype. @example content_type_of("text/csv") # "text/csv; charset=utf-8" """
    needs_charset = mimetype.startswith("text/") or mimetype.endswith("+xml") or mimetype == "application/xml"
    return mimetype + "; charset=utf-8" if needs_charset and "charset" not in mimetype else mimetype


class Response:
    def __init__(self, response=None, accept=None, status=200, headers=None, mimetype=None, direct_passthrough=False):
        body = b"" if response is None else response
        if not isinstance(body, (str, bytes, bytearray)):
            raise TypeError("a response of %s; allowed: text or bytes" % type(body).__name__)
        self.data = body.encode("utf-8") if isinstance(body, str) else bytes(body)
        self.status_code = int(status)
        self.headers = {key.title(): value for key, value in dict(headers or {}).items()}
        if mimetype is not None or "Content-Type" not in self.headers:
            self.headers["Content-Type"] = content_type_of(mimetype or "application/json")
