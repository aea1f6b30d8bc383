import type { Plugin } from '#sdk'
import type { Declared } from '../protocol.ts'

type Part = keyof Declared
const PARTS = { on: 'subscribes to', intercept: 'intercepts', actions: 'has the actions' } as const satisfies Record<Part, string>

/** Where a plugin and its manifest disagree: a sentence for each function that is never called, and for each that is missing. */
export function differences(module: Plugin, declared: Declared): readonly string[] {
  return (Object.keys(PARTS) as Part[]).flatMap((part) => {
    const functions: object = module[part] ?? {}
    const { called, wanted } = declared[part]
    const takesAll = part === 'on' && '*' in functions
    const isCalled = (name: string) => called.includes(name) || (part === 'on' && name === '*')
    const because = `the manifest ${PARTS[part]} ${called.length > 0 ? called.join(', ') : 'nothing'}`
    return [
      ...Object.keys(functions)
        .filter((name) => !isCalled(name))
        .map((name) => `${part}.${name} is never called: ${because}`),
      ...wanted.filter((name) => !takesAll && !(name in functions)).map((name) => `${part}.${name} is missing: ${because}`),
    ]
  })
}
