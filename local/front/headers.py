"""Security headers of the pages; infra/edge.yaml sets the same on AWS, and a test compares them."""

from __future__ import annotations

_POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "connect-src": "'self'",
    "font-src": "'self'",
    "manifest-src": "'self'",
    "media-src": "'self'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}

_COMMON = {
    "Strict-Transport-Security": "max-age=63072000; includeSubDomains; preload",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
}


_PATIENTS = ("/m/", "/portal/")
"""Pages of patients, and their files: no browser keeps a copy."""


def page_headers(path: str, connect_to: str = "") -> dict[str, str]:
    """Return the headers of the page or file at `path`.

    Args:
        path: Path of the request.
        connect_to: What else than its own origin a page may connect to.
    """
    policy = {**_POLICY, "connect-src": f"'self' {connect_to}".strip()}
    return {
        **_COMMON,
        "Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in policy.items()),
        "Cache-Control": "no-store" if path.startswith(_PATIENTS) else "no-cache",
    }
