import { type Comment, type Program, parse } from 'acorn'
import { uncensor } from './censors.ts'
import { unchangedNames } from './free-names.ts'
import { GLOBALS } from './globals.ts'
import { applyEdits, moveMappings } from './mappings.ts'

/** A script and its source map, as JSON. */
export type Script = { readonly code: string; readonly map: string }

/** A place in the script, and what is wrong there. */
export type Flaw = { readonly at: number; readonly text: string }

export type RealmScript = { readonly script: Script; readonly flaws: readonly Flaw[]; readonly inTaggedTemplate: boolean }

/** A script written so that a compartment of SES takes it, and runs it at full speed: without what SES censors, its globals in variables. */
export function forRealm({ code, map }: Script): RealmScript {
  const comments: Comment[] = []
  const { program, flaws } = read(code, comments)
  if (!program) return { script: { code, map }, flaws, inTaggedTemplate: false }
  const { edits, imports, inTaggedTemplate } = uncensor(code, { program, comments })
  const { mappings, ...rest } = JSON.parse(map) as { mappings: string }
  // One line more in front of all others.
  const moved = { ...rest, mappings: `;${moveMappings(mappings, code, edits)}` }
  return {
    script: { code: hoist(applyEdits(code, edits), unchangedNames(program, GLOBALS)), map: JSON.stringify(moved) },
    flaws: imports.map((at) => ({ at, text: NO_IMPORT })),
    inTaggedTemplate,
  }
}

const NO_IMPORT =
  'Plugins cannot load code while they run; import a file or package by its name in quotes, so that it becomes part of the bundle'

function read(code: string, comments: Comment[]): { readonly program?: Program; readonly flaws: readonly Flaw[] } {
  try {
    return { program: parse(code, { ecmaVersion: 'latest', sourceType: 'script', onComment: comments }), flaws: [] }
  } catch (error) {
    if (!(error instanceof SyntaxError && 'pos' in error)) throw error
    const [sentence = ''] = error.message.split(/ \(\d+:\d+\)$/)
    return { flaws: [{ at: Number(error.pos), text: `${sentence}; a plugin's code is one script in strict mode` }] }
  }
}

/** All of it in a function that gets the globals; with `typeof`, since one that is missing must not throw before somebody uses it. */
function hoist(code: string, names: readonly string[]): string {
  const values = names.map((name) => `typeof ${name}=='undefined'?void 0:${name}`)
  return `((${names.join(',')})=>{\n${code}})(${values.join(',')})\n`
}
