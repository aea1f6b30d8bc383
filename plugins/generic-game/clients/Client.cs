// Gifts of a live in your game, by WebSocket (door: websocket-server), .NET, Unity or Mono: mcs -r:System.Runtime.Serialization Client.cs && mono Client.exe [port] [token]
using System;
using System.Collections.Generic;
using System.IO;
using System.Net.WebSockets;
using System.Runtime.Serialization.Json;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

public class Message { public string type, user, gift, message, command, id; public int count, coins; }

public static class Client {
  static readonly HashSet<string> done = new HashSet<string>(); // The same may come again.

  // Your game's part; throw when it could not be done.
  static void OnMessage(Message message) {
    if (message.type == "gift") Console.WriteLine(message.user + " gave " + message.count + " " + message.gift);
  }

  static string AnswerTo(Message message) {
    try { if (!done.Contains(message.id)) OnMessage(message); done.Add(message.id); return "ok " + message.id; }
    catch (Exception error) { return "failed " + message.id + " " + error.Message; }
  }

  static async Task Play(Uri address) {
    using (var socket = new ClientWebSocket()) {
      await socket.ConnectAsync(address, CancellationToken.None);
      var json = new DataContractJsonSerializer(typeof(Message));
      var bytes = new ArraySegment<byte>(new byte[65536]);
      while (true) {
        var whole = new MemoryStream();
        WebSocketReceiveResult part;
        do {
          part = await socket.ReceiveAsync(bytes, CancellationToken.None);
          if (part.MessageType == WebSocketMessageType.Close) return;
          whole.Write(bytes.Array, 0, part.Count);
        } while (!part.EndOfMessage);
        whole.Position = 0;
        var answer = Encoding.UTF8.GetBytes(AnswerTo((Message)json.ReadObject(whole)));
        await socket.SendAsync(new ArraySegment<byte>(answer), WebSocketMessageType.Text, true, CancellationToken.None);
      }
    }
  }

  public static void Main(string[] given) {
    var address = new Uri("ws://127.0.0.1:" + (given.Length > 0 ? given[0] : "21330") + "/" + (given.Length > 1 ? "?token=" + given[1] : ""));
    while (true) {
      try { Play(address).Wait(); } catch (AggregateException error) { Console.WriteLine("Not connected: " + error.GetBaseException().Message); }
      Thread.Sleep(2000);
    }
  }
}
