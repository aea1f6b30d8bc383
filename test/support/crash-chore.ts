import { CHORES } from './crash-chores.ts'

/** Does a chore of crash-chores.ts, and may be killed on the way. */
const [name = '', dataDir = ''] = process.argv.slice(2)

const chore = CHORES[name]
if (!chore) throw new TypeError(`There is no chore called ${name}`)
await chore.run(dataDir)
process.exit(0)
