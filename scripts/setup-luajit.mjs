#!/usr/bin/env node
import { findOrInstall } from './system-program.mjs'

// LuaJIT, in which tests run the add-on of Garry’s Mod and the script of Roblox.
findOrInstall('luajit', ['-v'])
