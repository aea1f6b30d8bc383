import type { Case } from '../case.ts'

const error = (id: string, code: string, more: Partial<Case> = {}): Case => ({
  id: `errors: ${id}`,
  grants: { read: ['.'] },
  needs: [],
  code,
  ...more,
})

/** Deno's error classes, and what Deno says of itself. */
export const ERRORS: readonly Case[] = [
  error('there is a class for each name', `return Object.keys(Deno.errors).sort()`),
  error(
    'they are errors with their names',
    `return Object.entries(Deno.errors).map(([name, Class]) => { const error = new Class('said', { cause: 'why' }); return error instanceof Error && error instanceof Class && error.name === name && Class.name === name && error.message === 'said' && error.cause === 'why' && String(error) === name + ': said' }).every(Boolean)`,
  ),
  error(
    'they can be extended',
    `class Own extends Deno.errors.NotFound {} const own = new Own('x'); return [own instanceof Own, own instanceof Deno.errors.NotFound, own.name]`,
  ),
  error(
    'what the system says has its code',
    `const codeOf = (work) => work().then(() => 'none', ({ code }) => code); return [await codeOf(() => Deno.readTextFile('nope')), await codeOf(() => Deno.readTextFile('sub')), await codeOf(() => Deno.readTextFile('hello.txt/x'))]`,
  ),
  error(
    'a refusal is no word of the system',
    `const error = await Deno.readTextFile(place.secret).catch((error) => error); return [error.code === undefined, error.message.startsWith('Requires read access to "' + place.secret + '"')]`,
  ),
  error(
    'its version is a version',
    `return [/^2\\.\\d+\\.\\d+$/.test(Deno.version.deno), typeof Deno.version.v8, typeof Deno.version.typescript]`,
  ),
  error('it says what it is built for', `return [Object.keys(Deno.build).sort(), Deno.build.standalone]`),
  error(
    'arguments, numbers and names are there',
    `return [Array.isArray(Deno.args), Deno.args.length, typeof Deno.pid, typeof Deno.ppid, typeof Deno.noColor, typeof Deno.mainModule]`,
  ),
  error('relative paths count from cwd', `return await Deno.readTextFile(Deno.cwd() + '/hello.txt')`),
  error('cwd is a path', `return Deno.cwd() === place.folder`, {
    differs: { reason: 'A plugin need not know where its folder is: cwd() is ".", and paths made with it work.', value: false },
  }),
  error(
    'simple values are shown',
    `return [1, 'text', true, null, undefined, 10n, [], {}, [1, [2]], { a: 1, b: { c: [2] } }].map((value) => Deno.inspect(value))`,
  ),
  error('text in something is shown', `return Deno.inspect({ a: ['b'] })`, {
    differs: { reason: 'It is what console.log prints here, with the quotes that web workers have.', value: "{ a: [ 'b' ] }" },
  }),
]
