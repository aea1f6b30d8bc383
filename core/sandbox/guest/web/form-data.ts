import type { Blobs, WebBlob, WebFile } from './blob.ts'
import { brand } from './brand.ts'
import { need } from './need.ts'
import { pairIterator } from './pair-iterator.ts'

export type FormDatas = ReturnType<typeof createFormData>
export type FormEntry = readonly [name: string, value: string | WebFile]

/** FormData; https://xhr.spec.whatwg.org/#interface-formdata. */
export function createFormData({ File, isBlob, isFile }: Pick<Blobs, 'File' | 'isBlob' | 'isFile'>) {
  let entriesOf = (_: unknown): readonly FormEntry[] | undefined => undefined

  class FormData {
    #entries: FormEntry[] = []
    static {
      entriesOf = (value) => (typeof value === 'object' && value !== null && #entries in value ? value.#entries : undefined)
    }

    constructor(form?: unknown) {
      if (form !== undefined) throw new TypeError('There are no forms to read from here')
    }
    append(...given: [name: unknown, value: unknown, filename?: unknown]) {
      this.#entries.push(entry(given))
    }
    delete(...given: [name: unknown]) {
      const name = nameOf(given)
      this.#entries = this.#entries.filter((one) => one[0] !== name)
    }
    get(...given: [name: unknown]) {
      const name = nameOf(given)
      return this.#entries.find((one) => one[0] === name)?.[1] ?? null
    }
    getAll(...given: [name: unknown]) {
      const name = nameOf(given)
      return this.#entries.filter((one) => one[0] === name).map(([, value]) => value)
    }
    has(...given: [name: unknown]) {
      const name = nameOf(given)
      return this.#entries.some((one) => one[0] === name)
    }
    set(...given: [name: unknown, value: unknown, filename?: unknown]) {
      const made = entry(given)
      const first = this.#entries.findIndex((one) => one[0] === made[0])
      if (first === -1) this.#entries.push(made)
      else this.#entries = this.#entries.flatMap((one, index) => (one[0] !== made[0] ? [one] : index === first ? [made] : []))
    }
    forEach(callback: unknown, self?: unknown) {
      if (typeof callback !== 'function') throw new TypeError('forEach needs a function')
      for (const [name, value] of this.entries()) Reflect.apply(callback, self, [value, name, this])
    }
    entries() {
      return pairIterator('FormData', (index): [string, string | WebFile] | undefined => {
        const one = this.#entries[index]
        return one && [one[0], one[1]]
      })
    }
    keys() {
      return pairIterator('FormData', (index) => this.#entries[index]?.[0])
    }
    values() {
      return pairIterator('FormData', (index) => this.#entries[index]?.[1])
    }
    [Symbol.iterator]() {
      return this.entries()
    }
  }

  function entry(given: [name: unknown, value: unknown, filename?: unknown]): FormEntry {
    need(given, 2)
    const [, value, filename] = given
    const name = nameOf([given[0]])
    if (isBlob(value)) return [name, fileOf(value, filename)]
    if (filename !== undefined) throw new TypeError('Only a Blob can have a file name')
    return [name, wellFormed(value)]
  }

  function fileOf(blob: WebBlob, filename: unknown): WebFile {
    if (isFile(blob) && filename === undefined) return blob
    const name = filename === undefined ? 'blob' : wellFormed(filename)
    const lastModified = isFile(blob) ? { lastModified: blob.lastModified } : {}
    return new File([blob], name, { type: blob.type, ...lastModified })
  }

  return { ...brand({ FormData }), entriesOf }
}

function nameOf(given: readonly [name: unknown]): string {
  need(given, 1)
  return wellFormed(given[0])
}

function wellFormed(value: unknown): string {
  return `${value as string}`.toWellFormed()
}
