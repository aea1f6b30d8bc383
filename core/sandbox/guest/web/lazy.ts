export type Lazy<T> = {
  (): T
  /** What was made, if it was. */
  readonly peek: () => T | undefined
}

/** Makes it at the first call and answers the same one ever after, hardened where there is a realm to be hardened in: a plugin may come by it in other ways than by its name. */
export function lazy<T>(make: () => T): Lazy<T> {
  let made: { readonly value: T } | undefined
  const get = () => {
    made ??= { value: hardened(make()) }
    return made.value
  }
  return Object.assign(get, { peek: () => made?.value })
}

const hardened = <T>(value: T): T => (typeof harden === 'function' ? harden(value) : value)
