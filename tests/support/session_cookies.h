#ifndef FANFARE_TESTS_SUPPORT_SESSION_COOKIES_H_
#define FANFARE_TESTS_SUPPORT_SESSION_COOKIES_H_

namespace fanfare::testing {

// Cookies that the frameworks themselves made at the second 1000000, with the secret keys
// "django secret" and "flask secret".

// Django 3.2.25.
constexpr char kDjango3[] =
    "eyJfYXV0aF91c2VyX2lkIjoiNyIsIl9hdXRoX3VzZXJfYmFja2VuZCI6ImIiLCJfYXV0aF91c2VyX2hhc2giOiJo"
    "Iiwid3M0cmVkaXM6bWVtYmVyb2YiOlsic3RhZmYiLCJvcHMiXSwid3M0cmVkaXM6dXNlcm5hbWUiOiJhbGljZSJ9"
    ":4C92:sSCd8wLevFvf4OeKtTRSaAKvBsWk9s6bg7U5xuqKdTs";
constexpr char kDjangoSha1[] =
    "eyJfYXV0aF91c2VyX2lkIjoiNyIsIl9hdXRoX3VzZXJfYmFja2VuZCI6ImIiLCJfYXV0aF91c2VyX2hhc2giOiJo"
    "Iiwid3M0cmVkaXM6bWVtYmVyb2YiOlsic3RhZmYiLCJvcHMiXSwid3M0cmVkaXM6dXNlcm5hbWUiOiJhbGljZSJ9"
    ":4C92:fxDbJd-TjvzcsFf-IBaqo0VgdJU";

// Django 5.2.19.
constexpr char kDjango5[] =
    "eyJfYXV0aF91c2VyX2lkIjoiNyIsIl9hdXRoX3VzZXJfYmFja2VuZCI6ImIiLCJfYXV0aF91c2VyX2hhc2giOiJo"
    "Iiwid3M0cmVkaXM6bWVtYmVyb2YiOlsic3RhZmYiLCJvcHMiXSwid3M0cmVkaXM6dXNlcm5hbWUiOiJhbGljZSJ9"
    ":4C92:sSCd8wLevFvf4OeKtTRSaAKvBsWk9s6bg7U5xuqKdTs";
constexpr char kDjangoDeflated[] =
    ".eJztjEEKgCAQRe8y65ZB4FUiZLQRpUxxjBbR3Rt3dYb6y_f-_ydo3KvXO1PRYQYFA3RPZtAutDVh3sIje6Fe6MF"
    "9oTmwihQNleRAjcAVnROZMsP06LTxhpFki2uwJJWM7R__fC5w3RVH7QU:4C92:kVJPR-x_EiHcHg4_U4M-veXLa6"
    "h42nEFCtCwBFg88fg";
constexpr char kDjangoPickled[] =
    "gASVigAAAAAAAAB9lCiMDV9hdXRoX3VzZXJfaWSUjAE3lIwSX2F1dGhfdXNlcl9iYWNrZW5klIwBYpSMD19hdXRo"
    "X3VzZXJfaGFzaJSMAWiUjBF3czRyZWRpczptZW1iZXJvZpRdlCiMBXN0YWZmlIwDb3BzlGWMEXdzNHJlZGlzOnVz"
    "ZXJuYW1llIwFYWxpY2WUdS4:4C92:5-ipucQY_gbCJrGf0NcNxRfRXCO50vh0htUC_bSfOcs";
constexpr char kDjangoAnonymous[] =
    "eyJsYW5nIjoiZW4ifQ:4C92:GEm_deJMlyWuqKuiGw3fLoCnL9Ui9Sr9sMA9kRG7mNQ";

// What Django 5.2.19 stores where it stores text, and what versions before 3.1 did: of user 7,
// alice.
constexpr char kDjangoStored[] =
    "eyJfYXV0aF91c2VyX2lkIjoiNyIsIndzNHJlZGlzOm1lbWJlcm9mIjpbInN0YWZmIiwib3BzIl0sInVzZXJuYW1l"
    "IjoiYWxpY2UifQ:4C92:iJk4DEdVoLnJ8fN6S1ZLNBokTTM0WyeZ7sZE8tr9zfU";
constexpr char kDjangoStoredDeflated[] =
    ".eJztjEEKgCAUBe_y1i6DwKtEyC-_JGSKX2kR3T09R852mHlgqJbDVOFsvIXGDIVbpszWiw4cNs7RQS-QQs41GZN"
    "gVejFRYFbQqffuZlEfUCD34H3AyyT2Wg:4C92:xHFMWjmOeh4B7ZXjjgGJzQJIbp2ANyi5dytfSjh0TH8";
constexpr char kDjangoStoredLegacy[] =
    "MjQwNzViMTg3ZGQ1NTgxYzM2OTI3NmY0YjcyMzU0MjQxMzcyMjI4ODp7Il9hdXRoX3VzZXJfaWQiOiI3Iiwid3M0"
    "cmVkaXM6bWVtYmVyb2YiOlsic3RhZmYiLCJvcHMiXSwidXNlcm5hbWUiOiJhbGljZSJ9";

// Flask 3.1.3.
constexpr char kFlaskPlain[] =
    "eyJfdXNlcl9pZCI6ImFsaWNlIiwiZ3JvdXBzIjp7IiB0IjpbInN0YWZmIiwib3BzIl19LCJuIjo3fQ.D0JA.MJum"
    "9xlKxtnvrHPCLXvXivyDLfI";
constexpr char kFlaskDeflated[] =
    ".eJyrVoovLU4tis9MUbKqVlIoVbJSMsAPzJVqdZQKEoHqlRJHwYgDSrUAeX_Mrg.D0JA.czSRLk2AJud9wjCkvfb"
    "kYBIN_bs";
constexpr char kFlaskAnonymous[] = "eyJjc3JmX3Rva2VuIjoieCJ9.D0JA.wZUQ-kK21MudJ5uA6V5SIKKG7xs";

}  // namespace fanfare::testing

#endif  // FANFARE_TESTS_SUPPORT_SESSION_COOKIES_H_
