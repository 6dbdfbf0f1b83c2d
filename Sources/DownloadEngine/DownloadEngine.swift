import CLibcurl
import DownloadCore
import GRDB
