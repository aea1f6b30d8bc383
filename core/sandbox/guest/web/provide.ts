/**
 * Lays a class where the packages in this bundle look for it: on the global of the realm's own code, which no plugin sees.
 * What is there already stays.
 */
export function provide(name: string, value: unknown): void {
  if (!(name in globalThis)) Object.defineProperty(globalThis, name, { value, configurable: true, writable: true })
}
