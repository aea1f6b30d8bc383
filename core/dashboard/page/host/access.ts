const STORED = 'showrunner.key'
const KINDS = ['code', 'key', 'invite'] as const

/** What a link brought along behind its #: a code that is used once, a key, or an invitation. */
export type Given = { readonly kind: (typeof KINDS)[number]; readonly value: string }

/** Takes what the link brought out of the address bar, at once, so that no picture of the screen has it. */
export function takeGiven(): Given | undefined {
  const fields = new URLSearchParams(location.hash.slice(1))
  for (const kind of KINDS) {
    const value = fields.get(kind)
    if (!value) continue
    history.replaceState(null, '', location.pathname + location.search)
    return { kind, value }
  }
  return undefined
}

/** The key of this tab, kept until it closes; none for who came in with a cookie. */
export function keptKey(): string | undefined {
  return sessionStorage.getItem(STORED) ?? undefined
}

export function keepKey(key: string): void {
  sessionStorage.setItem(STORED, key)
}

export function forgetKey(): void {
  sessionStorage.removeItem(STORED)
}
