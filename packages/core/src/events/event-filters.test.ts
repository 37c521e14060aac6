import { newId } from '@quillwire/database'
import { expect, test } from 'vitest'
import { checkFilters, type EventFilters, type FilteredEvent, letsThrough } from './event-filters.ts'

test('every list is present, without duplicate ids', () => {
  const [one, two] = [newId(), newId()]
  expect(checkFilters({})).toEqual({ documentIds: [], folderIds: [], actorIds: [] })
  expect(checkFilters({ folderIds: [one, two, one], actorIds: null })).toEqual({
    documentIds: [],
    folderIds: [one, two],
    actorIds: [],
  })
})

const many = Array.from({ length: 101 }, newId)

test.each([
  [{ documentIds: ['Plan'] }, 'filter_invalid', 'filters.documentIds', /“Plan”.*id of a document/],
  [{ folderIds: [''] }, 'filter_invalid', 'filters.folderIds', /id of a document/],
  [{ actorIds: ['Ada'] }, 'filter_invalid', 'filters.actorIds', /“Ada”.*id of a person/],
  [{ actorIds: newId() }, 'filter_invalid', 'filters.actorIds', /list/],
  [{ actorIds: [7] }, 'filter_invalid', 'filters.actorIds', /list/],
  [{ folderIds: many }, 'too_many_filters', 'filters.folderIds', /at most 100/],
  [{ folders: [] }, 'filter_invalid', 'filters.folders', /documentIds, folderIds, actorIds/],
  [[], 'filter_invalid', 'filters', /object/],
  ['Plan', 'filter_invalid', 'filters', /object/],
])('%j is refused, naming what is at fault', (given, code, field, message) => {
  const said = expect.stringMatching(message)
  expect(() => checkFilters(given)).toThrow(expect.objectContaining({ code, field, message: said }))
})

test('documents and folders add to each other, actors narrow them down', () => {
  const [ada, jonas] = [newId(), newId()]
  const [folder, inside, deep, elsewhere] = [newId(), newId(), newId(), newId()]
  const by = (id: string) => ({ type: 'user' as const, id, name: 'Somebody' })
  const events: Record<string, FilteredEvent> = {
    folder: { actors: [by(ada)], documentId: folder, ancestorIds: null },
    deep: { actors: [by(jonas)], documentId: deep, ancestorIds: [inside, folder] },
    elsewhere: { actors: [by(ada)], documentId: elsewhere, ancestorIds: null },
    invitation: { actors: [by(ada)] },
    byNobody: { actors: [{ type: 'system', id: null, name: 'Quillwire' }], documentId: elsewhere },
  }
  const passing = (filters: EventFilters) =>
    Object.entries(events).flatMap(([name, event]) => (letsThrough(filters, event) ? name : []))
  expect(passing({})).toEqual(Object.keys(events))
  expect(passing({ documentIds: [], folderIds: [], actorIds: [] })).toEqual(Object.keys(events))
  expect(passing({ folderIds: [folder] })).toEqual(['folder', 'deep'])
  expect(passing({ folderIds: [folder], documentIds: [elsewhere] })).toEqual([
    'folder',
    'deep',
    'elsewhere',
    'byNobody',
  ])
  expect(passing({ documentIds: [folder] })).toEqual(['folder'])
  expect(passing({ actorIds: [ada] })).toEqual(['folder', 'elsewhere', 'invitation'])
  expect(passing({ actorIds: [ada, jonas], folderIds: [inside] })).toEqual(['deep'])
})
