fx_version 'cerulean'
game 'gta5'

name 'showrunner'
description 'Takes gifts, tips, follows and chats of a live, and tells other resources of them'
version '1.0.0'

server_script 'server.js'
