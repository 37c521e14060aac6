import * as Y from 'yjs'
const d = new Y.Doc(); const t = d.getText('t'); const m = new Y.UndoManager(t, { captureTimeout: 0 })
t.insert(0, 'hello'); t.delete(0, 5); m.undo(); console.log(1, t.toString())
t.insert(3, 'X'); console.log(2, t.toString()); m.undo(); console.log(3, t.toString()); m.undo(); console.log(4, JSON.stringify(t.toString()))
m.redo(); console.log(5, JSON.stringify(t.toString())); m.redo(); console.log(6, JSON.stringify(t.toString()))
