import type { Case } from '../case.ts'

const command = (id: string, code: string, more: Partial<Case> = {}): Case => ({
  id: `commands: ${id}`,
  grants: { run: ['sh', 'cat', 'echo', 'pwd', 'no-such-program'] },
  needs: ['programs'],
  code,
  ...more,
})

/** Deno.Command, with programs that every Unix has. */
export const COMMANDS: readonly Case[] = [
  command(
    'output has what was said and how it ended',
    `const { success, code, signal, stdout, stderr } = await new Deno.Command('sh', { args: ['-c', 'echo out; echo err >&2; exit 3'] }).output(); return [success, code, signal, text(stdout), text(stderr), stdout instanceof Uint8Array]`,
  ),
  command(
    'a program that ends well is a success',
    `const { success, code, signal } = await new Deno.Command('echo').output(); return [success, code, signal]`,
  ),
  command(
    'arguments are not words for a shell',
    `return text((await new Deno.Command('echo', { args: ['$HOME', '; ls', '"x"', '*'] }).output()).stdout)`,
  ),
  command('arguments are made text', `return text((await new Deno.Command('echo', { args: [1, true] }).output()).stdout)`),
  command(
    'a command gives output each time',
    `const echo = new Deno.Command('echo', { args: ['x'] }); return [text((await echo.output()).stdout), text((await echo.output()).stdout)]`,
  ),
  command(
    'much output is collected',
    `const { stdout } = await new Deno.Command('sh', { args: ['-c', 'i=0; while [ $i -lt 200 ]; do printf %01000d 0; i=$((i+1)); done'] }).output(); return stdout.length`,
  ),
  command(
    'what was not granted is NotCapable',
    `return [await errorOf(() => new Deno.Command('ls').output()), await errorOf(() => new Deno.Command('ls').spawn()), await errorOf(() => new Deno.Command('').output())]`,
    {
      differs: {
        reason: 'Deno answers NotFound for a name that it cannot resolve; here the name is looked at first.',
        value: ['NotCapable', 'NotCapable', 'NotCapable'],
      },
    },
  ),
  command('nothing is granted unless asked', `return await errorOf(() => new Deno.Command('echo').output())`, { grants: {} }),
  command('a program that is not there is NotFound', `return await errorOf(() => new Deno.Command('no-such-program').output())`),
  command('a NUL byte is refused', `return await errorOf(() => new Deno.Command('echo', { args: ['a\\0b'] }).output())`),
  command('odd streams are refused', `return await errorOf(() => new Deno.Command('echo', { stdout: 'file' }).output())`),
  command('it must be constructed', `return await errorOf(() => Deno.Command('echo'))`),
  command(
    'its variables are given',
    `return text((await new Deno.Command('sh', { args: ['-c', 'echo $GIVEN'], env: { GIVEN: 'here' } }).output()).stdout)`,
  ),
  command(
    'it inherits nothing with clearEnv',
    `return text((await new Deno.Command('sh', { args: ['-c', 'echo [$HIDDEN$GIVEN]'], env: { GIVEN: 'here' }, clearEnv: true }).output()).stdout)`,
  ),
  command(
    'it inherits nothing without clearEnv',
    `return text((await new Deno.Command('sh', { args: ['-c', 'echo [$HIDDEN]'] }).output()).stdout)`,
    {
      differs: {
        reason: 'Deno hands its whole environment to programs; here they get PATH, what was granted, and what the plugin gives.',
        value: '[]\n',
      },
    },
  ),
  command("it starts in the plugin's folder", `return text((await new Deno.Command('pwd').output()).stdout) === place.folder + '\\n'`, {
    grants: { run: ['pwd'], read: ['.'] },
  }),
  command(
    'it starts in the folder that was said',
    `return text((await new Deno.Command('pwd', { cwd: 'sub' }).output()).stdout) === place.folder + '/sub\\n'`,
    { grants: { run: ['pwd'], read: ['.'] } },
  ),
  command('a missing folder to start in is NotFound', `return await errorOf(() => new Deno.Command('pwd', { cwd: 'nope' }).output())`, {
    grants: { run: ['pwd'], read: ['.'] },
  }),
  command('it may start only where it may read', `return await errorOf(() => new Deno.Command('pwd', { cwd: place.shared }).output())`, {
    differs: { reason: 'Deno starts programs in any folder; here it takes the grant to read it.', value: 'NotCapable' },
  }),
  command('output gives no input', `return await errorOf(() => new Deno.Command('cat', { stdin: 'piped' }).output())`),
  command(
    'output that was not piped is not there',
    `const output = await new Deno.Command('echo', { stdout: 'null' }).output(); return [output.code, await errorOf(() => output.stdout), output.stderr.length]`,
  ),
  command(
    'what is written comes out again',
    `const child = new Deno.Command('cat', { stdin: 'piped', stdout: 'piped' }).spawn(); const writer = child.stdin.getWriter(); await writer.write(bytes('a')); await writer.write(bytes('b')); await writer.close(); const { code, stdout } = await child.output(); return [code, text(stdout)]`,
  ),
  command(
    'much is written and read at once',
    `const child = new Deno.Command('cat', { stdin: 'piped', stdout: 'piped' }).spawn(); const writer = child.stdin.getWriter(); const written = writer.write(new Uint8Array(600_000)).then(() => writer.close()); const { length } = await child.stdout.bytes(); await written; return [length, (await child.status).success]`,
  ),
  command(
    'its streams have collectors',
    `const say = () => new Deno.Command('echo', { args: ['[1]'], stdout: 'piped' }).spawn(); const child = say(); return [await say().stdout.text(), await say().stdout.json(), (await say().stdout.bytes()).length, (await say().stdout.arrayBuffer()).byteLength, child.stdout instanceof ReadableStream, await child.stdout.text()]`,
  ),
  command(
    'its output is a stream',
    `const child = new Deno.Command('echo', { args: ['x'], stdout: 'piped' }).spawn(); let all = ''; for await (const chunk of child.stdout) all += text(chunk); return [all, (await child.status).success]`,
  ),
  command(
    'what is not piped is not there',
    `const child = new Deno.Command('echo').spawn(); const errors = [await errorOf(() => child.stdin), await errorOf(() => child.stdout), await errorOf(() => child.stderr)]; return [errors, (await child.status).code]`,
  ),
  command(
    'input is bytes',
    `const child = new Deno.Command('cat', { stdin: 'piped', stdout: 'null' }).spawn(); const error = await errorOf(() => child.stdin.getWriter().write('text')); child.kill(); await child.status; return error`,
  ),
  command(
    'output is collected once',
    `const child = new Deno.Command('echo', { stdout: 'piped' }).spawn(); await child.output(); return await errorOf(() => child.output())`,
  ),
  command(
    'kill ends it with SIGTERM',
    `const child = new Deno.Command('cat', { stdin: 'piped', stdout: 'null' }).spawn(); child.kill(); const { success, code, signal } = await child.status; return [success, code, signal]`,
  ),
  command(
    'kill takes a name or a number',
    `const ended = async (signal) => { const child = new Deno.Command('cat', { stdin: 'piped' }).spawn(); child.kill(signal); return (await child.status).signal }; return [await ended('SIGKILL'), await ended(9), await ended('SIGINT')]`,
  ),
  command(
    'kill refuses odd signals, and programs that ended',
    `const child = new Deno.Command('cat', { stdin: 'piped' }).spawn(); const odd = await errorOf(() => child.kill('SIGODD')); child.kill(); await child.status; return [odd, await errorOf(() => child.kill())]`,
  ),
  command(
    'a signal stops it',
    `const controller = new AbortController(); const child = new Deno.Command('cat', { stdin: 'piped', signal: controller.signal }).spawn(); controller.abort(); return (await child.status).signal`,
  ),
  command(
    'await using stops it',
    `const child = new Deno.Command('cat', { stdin: 'piped' }).spawn(); await child[Symbol.asyncDispose ?? Symbol.for('Symbol.asyncDispose')](); return (await child.status).signal`,
  ),
  command(
    'pid is a number',
    `const child = new Deno.Command('echo').spawn(); const { pid } = child; await child.status; return [typeof pid, child.pid > 0]`,
  ),
  command(
    'a program that cannot start says so',
    `try { const child = new Deno.Command('no-such-program').spawn(); return ['later', await errorOf(() => child.status)] } catch (error) { return ['at once', error.name] }`,
    {
      differs: {
        reason:
          'Starting takes a message to the core: spawn() answers before it is known whether the program is there, and `status` tells.',
        value: ['later', 'NotFound'],
      },
    },
  ),
  command('outputSync is refused', `return await errorOf(() => new Deno.Command('echo').outputSync())`, {
    differs: { reason: 'A plugin asks the core for everything, which takes a message: nothing is there at once.', value: 'NotSupported' },
  }),
  command(
    'its number is known once it runs',
    `const child = new Deno.Command('cat', { stdin: 'piped' }).spawn(); const first = child.pid; child.kill(); await child.status; return [first > 0, child.pid > 0]`,
    {
      differs: {
        reason:
          'Starting takes a message to the core: spawn() answers before it is known whether the program is there, and `status` tells.',
        value: [false, true],
      },
    },
  ),
  command(
    'what is not said is not piped',
    `const { stdout } = await new Deno.Command('echo', { args: ['x'], stdin: 'inherit', stdout: 'piped', stderr: 'inherit' }).spawn().output(); return text(stdout)`,
  ),
]
