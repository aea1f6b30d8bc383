import type { Permissions } from '../../../../schemas/types.ts'
import { recordOf, textOf } from '../arguments.ts'
import { grantedVariables, type Variables } from '../environment.ts'
import { PowerError } from '../power.ts'
import { Refusal } from '../refusal.ts'

const MAX_VARIABLES = 200

/** Variables that make another program of a granted one: code that it loads first, or where it looks for what it starts. */
const LOADERS =
  /^(LD_|DYLD_|BASH_FUNC_)|^(PATH|NODE_OPTIONS|BASH_ENV|ENV|IFS|SHELLOPTS|PERL5OPT|PERL5LIB|RUBYOPT|RUBYLIB|PYTHONSTARTUP|PYTHONPATH|PYTHONHOME|JAVA_TOOL_OPTIONS|_JAVA_OPTIONS|JDK_JAVA_OPTIONS)$/i

/** The whole environment of a program: the path, what was granted, what the plugin gives. Throws Refusal, or TypeError. */
export function environmentOf(given: unknown, { grants, variables, path }: { grants: Permissions; variables: Variables; path: string }) {
  const own = Object.entries(recordOf(given, 'env')).map(([name, value]) => [name, textOf(value, `The variable ${name}`)] as const)
  if (own.length > MAX_VARIABLES) throw new PowerError('RangeError', `A program gets at most ${MAX_VARIABLES} variables`)
  for (const [name] of own) demandHarmless(name)
  return Object.fromEntries([...Object.entries(grantedVariables(grants, variables)), ...systemVariables(variables), ...own, ['PATH', path]])
}

function demandHarmless(name: string) {
  if (name === '' || name.includes('=') || name.includes('\0')) {
    throw new PowerError('TypeError', `${JSON.stringify(name)} is no name of a variable`)
  }
  if (!LOADERS.test(name)) return
  throw new Refusal('run', name, `Requires run access without limits to start a program with the variable ${name}; leave it out`)
}

/** Without these no program starts on Windows. */
const systemVariables = (variables: Variables) =>
  process.platform === 'win32' && variables.SystemRoot !== undefined ? [['SystemRoot', variables.SystemRoot] as const] : []
