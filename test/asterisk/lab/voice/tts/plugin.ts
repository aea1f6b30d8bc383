import type { Plugin } from '#sdk'
import { tone, wavOf } from './tone.ts'

const PART_BYTES = 120_000

export default {
  actions: {
    phone({ text, part = 0 }: { text: string; part?: number }) {
      const wav = wavOf(tone(Number(/\d+/.exec(text)?.[0] ?? 300)))
      const bytes = wav.subarray(part * PART_BYTES, (part + 1) * PART_BYTES)
      return {
        wav: btoa(Array.from(bytes, (byte: number) => String.fromCharCode(byte)).join('')),
        parts: Math.ceil(wav.length / PART_BYTES),
      }
    },
  },
} satisfies Plugin
