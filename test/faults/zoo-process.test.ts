import { defineZoo } from './zoo/zoo.ts'

// Names its tests after what they prove, for example `P1, P2, T73: thread: …`.
defineZoo('process')
