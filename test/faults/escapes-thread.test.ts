import { defineEscapes } from './escapes/escapes.ts'

// Names its tests after what they prove: `P7, T76, T77: …`.
defineEscapes('thread')
