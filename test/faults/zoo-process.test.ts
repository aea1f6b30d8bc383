import { defineZoo } from './zoo/zoo.ts'

defineZoo('process')
