/**
 * Posts JSON. Throws when another try may help: the line is down, or the receiver is busy or broken.
 * Answers the status of a refusal that would come again, else undefined.
 */
export async function post(
  url: string,
  body: unknown,
  { idempotencyKey, signal }: { idempotencyKey: string; signal: AbortSignal },
): Promise<number | undefined> {
  const response = await fetch(url, {
    method: 'POST',
    // The same for every try, so that the receiver can tell a repeat from another gift.
    headers: { 'content-type': 'application/json', 'idempotency-key': idempotencyKey },
    body: JSON.stringify(body),
    redirect: 'manual',
    signal,
  })
  if (response.ok) return undefined
  if (response.status === 408 || response.status === 429 || response.status >= 500) throw new Error(`It answered ${response.status}`)
  return response.status
}
