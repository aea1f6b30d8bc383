import { testUses } from './run-uses.ts'
import { NETWORK } from './uses/network.ts'

testUses(NETWORK)
