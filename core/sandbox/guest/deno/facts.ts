/** The Deno whose behaviour this namespace follows, and which the conformance suite compares it with. */
const FOLLOWED = '2.9.6'

/** What Deno tells of the machine and the process: the same on every machine, so that a plugin learns nothing of its host. */
export const FACTS = {
  build: {
    target: 'x86_64-unknown-linux-gnu',
    arch: 'x86_64',
    os: 'linux',
    vendor: 'unknown',
    env: 'gnu',
    standalone: false,
  },
  version: { deno: FOLLOWED, v8: '0.0.0', typescript: '0.0.0' },
  args: [],
  noColor: true,
  pid: 1,
  ppid: 0,
  mainModule: 'file:///plugin.js',
  /** Relative paths count from the plugin's own data folder, and so does this one. */
  cwd: () => '.',
} as const
