import { defineZoo } from './zoo/zoo.ts'

defineZoo('thread')
