/** Gives classes the names that Object.prototype.toString shows. */
export function brand<T extends Readonly<Record<string, { readonly prototype: object }>>>(classes: T): T {
  for (const [name, { prototype }] of Object.entries(classes))
    Object.defineProperty(prototype, Symbol.toStringTag, { value: name, configurable: true })
  return classes
}
