import { testIsolation } from './isolation-suite.ts'

testIsolation('thread')
