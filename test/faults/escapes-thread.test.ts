import { defineEscapes } from './escapes/escapes.ts'

defineEscapes('thread')
