// npm takes flags for its own: `npm run queue:clear --completed --hours 1` arrives here as variables (npm_config_completed=true) and, from
// npm 11 on, with the values as words that stand alone. This makes arguments of them again, for the scripts and flags of the table alone, so
// that a setting of npm in ~/.npmrc is never taken for an order. `--yes` is not in it: npm has one of its own.
const NUMBER = /^\d{1,9}$/
const ID = /^[a-z][\w-]*$/i
const HANDLE = /^@?[\w.]{2,24}$/
const TEXT = /^[^-]/

const START = {
  switches: ['json', 'quiet', 'safe', 'no-demo'],
  values: { username: HANDLE, 'session-name': TEXT, port: NUMBER, host: TEXT, data: TEXT },
}
const CHANGE = { switches: ['dry-run', 'json'], values: { data: TEXT } }

/** What commands have that cannot be told from what is npm's own, or of whose value npm leaves nothing; `--to` and `--add` it takes for others. */
export const KEPT_BY_NPM =
  `add all allow-downgrade allow-remote api-only batch-size completed currency cursor data data-json delay deny dev duration events every
failed follow from health host hours level limit list name new-password no-demo no-supervise notes optimize out overlay per-second platform plugin plugins
port purge q quiet real-clock reason remove role rollback safe salvage scenario service session session-name settings since source speed state status stop
tiktok-endpoint times title to token-description type types undo until url user username verbose what who with-secrets workers-only write`.split(
    /\s/,
  )

const SCRIPTS = {
  showrunner: { switches: CHANGE.switches, values: {} },
  start: START,
  dev: START,
  'dev:full': START,
  capture: START,
  'queue:work': {
    switches: ['status', 'health', 'optimize', 'json'],
    values: { service: ID, 'batch-size': NUMBER, delay: NUMBER, port: NUMBER, data: TEXT },
  },
  'queue:clear': { switches: ['completed', 'failed', 'all', 'dry-run', 'json'], values: { hours: NUMBER, plugin: ID, data: TEXT } },
  migrate: CHANGE,
  'migrate:status': CHANGE,
  'migrate:rollback': CHANGE,
  'migrate:fresh': CHANGE,
  'make:migration': CHANGE,
}

/**
 * The arguments as they were typed. `own` are those of the script itself; variables that were read are removed, so that nothing below takes
 * them for its own. Throws a TypeError with a sentence when nobody can tell which value belongs to which flag.
 */
export function argumentsAsTyped({ env, own, words }) {
  const table = SCRIPTS[env.npm_lifecycle_event]
  if (!table) return [...own, ...words]
  if (env.npm_lifecycle_event === 'showrunner') assertNothingKept(env)
  const switches = table.switches.filter((name) => taken(env, name) === 'true')
  const isVerbose = env.npm_lifecycle_event === 'queue:work' && env.npm_config_loglevel === 'verbose'
  if (isVerbose) delete env.npm_config_loglevel
  const valued = Object.keys(table.values).flatMap((name) => {
    const value = taken(env, name)
    return value ? [[name, value]] : []
  })
  const wanting = valued.filter(([, value]) => value === 'true').map(([name]) => name)
  const { given, rest } = shared(wanting, words, table.values)
  const flags = [...switches, ...(isVerbose ? ['verbose'] : [])].map((name) => `--${name}`)
  const said = valued.filter(([, value]) => value !== 'true').map(([name, value]) => `--${name}=${value}`)
  return [...own, ...rest, ...flags, ...said, ...given]
}

/** Half of an order is none: a replay to one plugin must not go to all. */
function assertNothingKept(env) {
  if (KEPT_BY_NPM.some((name) => env[variableOf(name)]))
    throw new TypeError('npm kept a flag for itself; put -- before the flags, as in: npm run showrunner replay 3 -- --to games --dry-run')
}

const variableOf = (name) => `npm_config_${name.replaceAll('-', '_')}`

function taken(env, name) {
  const variable = variableOf(name)
  const value = env[variable]
  delete env[variable]
  return value
}

/** Which of the words belongs to which flag, when there is just one way. */
function shared(wanting, words, kinds) {
  const ways = assignments(wanting, words, kinds)
  const [first, second] = ways
  if (first === undefined) throw new TypeError(`${flagsOf(wanting)} needs a value; write --${wanting[0]}=… with an equals sign`)
  if (second !== undefined)
    throw new TypeError(
      `npm does not tell which value belongs to which of ${flagsOf(wanting)}; write each with an equals sign, as in --${wanting[0]}=…`,
    )
  return {
    given: wanting.map((name, index) => `--${name}=${words[first[index]]}`),
    rest: words.filter((_, index) => !first.includes(index)),
  }
}

/** Every way to give each flag a word of its own, as places in the words. */
function assignments([name, ...others], words, kinds, used = []) {
  if (name === undefined) return [[]]
  return words.flatMap((word, index) => {
    if (used.includes(index) || !kinds[name].test(word)) return []
    return assignments(others, words, kinds, [...used, index]).map((way) => [index, ...way])
  })
}

const flagsOf = (names) => names.map((name) => `--${name}`).join(' and ')
