/// <reference lib="dom" />
import { LivePage } from './live-page.ts'

new LivePage().begin()
