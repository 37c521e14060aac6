import { smallProgram } from './small-program.ts'

smallProgram('worker', (_request, response) => response.end())
