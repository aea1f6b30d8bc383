import { testUses } from './run-uses.ts'
import { TEXT } from './uses/text.ts'

testUses(TEXT)
