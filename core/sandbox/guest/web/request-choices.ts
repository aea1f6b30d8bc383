const METHOD = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/
const SHOUTED: ReadonlySet<string> = new Set(['DELETE', 'GET', 'HEAD', 'OPTIONS', 'POST', 'PUT'])
const FORBIDDEN: ReadonlySet<string> = new Set(['CONNECT', 'TRACE', 'TRACK'])
/** The members that only say something to a browser, with what they are here when nothing was given. */
const CHOICES = {
  redirect: ['follow', 'error', 'manual'],
  mode: ['cors', 'no-cors', 'same-origin', 'navigate'],
  credentials: ['same-origin', 'omit', 'include'],
  cache: ['default', 'no-store', 'reload', 'no-cache', 'force-cache', 'only-if-cached'],
} as const
export type Choices = { readonly [K in keyof typeof CHOICES]: (typeof CHOICES)[K][number] }

/** Throws TypeError for what is no method, or one that no request may have. */
export function methodOf(method: string): string {
  const shouted = method.toUpperCase()
  if (!METHOD.test(method) || FORBIDDEN.has(shouted)) throw new TypeError(`'${method.slice(0, 100)}' is no method for a request`)
  return SHOUTED.has(shouted) ? shouted : method
}

/** What init says, else what the request it is made from says. Throws TypeError for what is none of the choices. */
export function choicesOf(init: Readonly<Record<string, unknown>>, from: Choices | undefined): Choices {
  const choice = <K extends keyof Choices>(name: K): Choices[K] => {
    const allowed: readonly string[] = CHOICES[name]
    if (init[name] === undefined) return from?.[name] ?? (CHOICES[name][0] as Choices[K])
    const wanted = `${init[name] as string}`
    if (!allowed.includes(wanted)) throw new TypeError(`'${wanted.slice(0, 100)}' is none of ${name}: ${allowed.join(', ')}`)
    // It is one of the list.
    return wanted as Choices[K]
  }
  return { redirect: choice('redirect'), mode: choice('mode'), credentials: choice('credentials'), cache: choice('cache') }
}
