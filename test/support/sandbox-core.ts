import { createObservedSandbox, pluginCode } from './sandbox.ts'

/** A core with runners in the middle of work, to be killed: writes their process ids. */
async function run() {
  const { sandbox, packer } = createObservedSandbox()
  await sandbox.load(pluginCode('shared', `{ on: { chat: () => { for (;;); } } }`, { timeoutMs: 60_000 }), 'thread')
  await sandbox.load(pluginCode('own', `{ on: { chat: () => new Promise(() => {}) } }`, { timeoutMs: 60_000 }), 'process')
  sandbox.deliver('shared', packer.deliveries(10))
  sandbox.deliver('own', packer.deliveries(10))
  process.stdout.write(JSON.stringify(sandbox.status().map(({ pid }) => pid)))
}

await run()
