/** Whether a host, or host:port, is in the granted list; undefined asks for all of the network. */
export function isNetGranted(granted: readonly string[], host: string | undefined): boolean {
  return host !== undefined && granted.includes(host)
}
