package cmd

import (
	"time"
	"unsafe"

	"golang.org/x/sys/windows"
)

// memoryCounters is PROCESS_MEMORY_COUNTERS of psapi.h.
type memoryCounters struct {
	size, _             uint32
	peakWorkingSet      uintptr
	_, _, _, _, _, _, _ uintptr
}

var getMemoryInfo = windows.NewLazySystemDLL("kernel32.dll").NewProc("K32GetProcessMemoryInfo")

// processUsage asks the system. What that does not say is zero.
func processUsage() rusage {
	var u rusage
	var begun, ended, kernel, user windows.Filetime
	self := windows.CurrentProcess()
	if windows.GetProcessTimes(self, &begun, &ended, &kernel, &user) == nil {
		u.user, u.system = span(user), span(kernel)
	}
	m := memoryCounters{}
	m.size = uint32(unsafe.Sizeof(m))
	if getMemoryInfo.Find() == nil {
		if ok, _, _ := getMemoryInfo.Call(uintptr(self), uintptr(unsafe.Pointer(&m)), uintptr(m.size)); ok != 0 {
			u.peak = int64(m.peakWorkingSet)
		}
	}
	return u
}

// span converts a time in units of 100 ns.
func span(t windows.Filetime) time.Duration {
	return time.Duration(int64(t.HighDateTime)<<32|int64(t.LowDateTime)) * 100
}
