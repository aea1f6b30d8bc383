/** The iterator of names and values that URLSearchParams, Headers and FormData have: it looks at the list anew at each step. */
export function pairIterator<T>(name: string, entryAt: (index: number) => T | undefined): IterableIterator<T> {
  let index = 0
  const iterator = Object.create(prototypeOf(name))
  Object.defineProperty(iterator, 'next', {
    value: () => {
      const value = entryAt(index)
      if (value === undefined) return { value: undefined, done: true }
      index += 1
      return { value, done: false }
    },
  })
  return iterator
}

const iteratorPrototype = Object.getPrototypeOf(Object.getPrototypeOf([][Symbol.iterator]()))

function prototypeOf(name: string): object {
  return Object.create(iteratorPrototype, { [Symbol.toStringTag]: { value: `${name} Iterator`, configurable: true } })
}
