import DownloadEngine

extension Engine: DownloadService {}
