import { testUses } from './run-uses.ts'
import { NUMBERS } from './uses/numbers.ts'

testUses(NUMBERS)
