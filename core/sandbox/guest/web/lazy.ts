export type Lazy<T> = {
  (): T
  /** What was made, if it was. */
  readonly peek: () => T | undefined
}

/** Makes it at the first call and answers the same one ever after. */
export function lazy<T>(make: () => T): Lazy<T> {
  let made: { readonly value: T } | undefined
  const get = () => {
    made ??= { value: make() }
    return made.value
  }
  return Object.assign(get, { peek: () => made?.value })
}
