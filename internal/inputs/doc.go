// Package inputs finds the files that a command line names. All commands keep
// the same rules:
//
//   - A PATH that exists is that file or folder, whatever characters it has.
//     Any other PATH with one of *?[{ is a pattern, for shells that expand
//     none. A PATH that is neither is an error of the command line.
//   - Order: the PATHs as given; within a folder, and among the matches of a
//     pattern, by name.
//   - Hidden files and folders, whose names start with a dot, are left out of
//     folders and patterns unless they are asked for: by an option, or by a
//     pattern whose own component starts with a dot. A PATH that names one is
//     always taken.
//   - A link to a file is as good as the file. A link to a folder is entered
//     only as a PATH or a match of a pattern, never from a folder, so walks
//     always end.
//   - A file that is named twice is taken once, also by different paths.
//   - What cannot be read in a folder, or a folder itself, is a failure of that
//     item and not of the run.
//   - Nothing is left out silently: what is not taken is an [Entry] too.
package inputs
