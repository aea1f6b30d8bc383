/** A request, ready to be sent. */
export type Prepared = { readonly method: string; readonly url: string; readonly body?: string }

/** The request as a line for a terminal; the key stays out of it. */
export function curlOf({ method, url, body }: Prepared, { isOpen }: { readonly isOpen: boolean }): string {
  return [
    'curl',
    ...(method === 'GET' ? [] : ['-X', method]),
    ...(isOpen ? [] : ['-H', '"Authorization: Bearer $KEY"']),
    ...(body === undefined ? [] : ['-H', quoted('content-type: application/json'), '-d', quoted(body)]),
    quoted(url),
  ].join(' ')
}

const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`
