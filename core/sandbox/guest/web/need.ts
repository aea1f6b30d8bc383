/** Throws TypeError when a function of the web was given fewer arguments than it needs. */
export function need(given: readonly unknown[], count: number): void {
  if (given.length < count)
    throw new TypeError(`${count} ${count === 1 ? 'argument is' : 'arguments are'} needed, but only ${given.length} came`)
}
