type Problem = { readonly status: number; readonly title: string; readonly code: string; readonly detail: string }

/** A refusal as the host tells its own (RFC 9457). */
export function problemResponse({ status, title, code, detail }: Problem): Response {
  const headers = { 'content-type': 'application/problem+json' }
  return Response.json({ type: 'about:blank', title, status, code, detail }, { status, headers })
}
