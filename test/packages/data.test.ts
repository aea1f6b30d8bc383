import { testUses } from './run-uses.ts'
import { DATA } from './uses/data.ts'

testUses(DATA)
